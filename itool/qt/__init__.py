"""The desktop face: native windows drawn with PyQt6 and pyqtgraph."""
