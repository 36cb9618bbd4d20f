"""Operations carried out and written down: the arithmetic of the model's operations."""
