"""The plots of a window: canvases, rulers, crosshairs, the colour bar."""
