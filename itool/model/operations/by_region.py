"""Operations by a region that was drawn: they are chosen where the region is."""

from __future__ import annotations

from typing import ClassVar, Literal

from itool.model.operations.operation import Operation
from itool.model.region import Region


class ByRegion(Operation):
    """An operation on what is under a region.

    Attributes
    ----------
    region : Region
        In coordinate values; its dimensions are those of the array.
    """

    region: Region


class MaskRegion(ByRegion):
    """Make samples beyond a region missing, or those within it.

    Attributes
    ----------
    keep : {"inside", "outside"}
        Which samples stay as they are.
    """

    title: ClassVar[str] = "Mask by region"
    about: ClassVar[str] = "Make samples missing beyond a region, or within it."

    kind: Literal["mask_region"] = "mask_region"
    keep: Literal["inside", "outside"] = "inside"


class CropRegion(ByRegion):
    """Keep the smallest part of the array that holds all samples in a region."""

    title: ClassVar[str] = "Crop to region"
    about: ClassVar[str] = "Keep the smallest part that holds a region."

    kind: Literal["crop_region"] = "crop_region"


class SlicePath(ByRegion):
    """Take samples along a path, through the whole array."""

    title: ClassVar[str] = "Slice along path"
    about: ClassVar[str] = "Take samples along a path, through the whole array."

    kind: Literal["slice_path"] = "slice_path"
