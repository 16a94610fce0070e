"""Turns Vietnamese government plans into structured, checked, evidence-linked `Plan` objects."""

__version__ = "0.1.0"
