"""Drawings made on the server: geometry as SVG attributes, colour by the sheet's classes."""
