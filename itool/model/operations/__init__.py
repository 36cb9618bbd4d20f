"""Operations on arrays: what each is called and takes; no arithmetic."""
