"""Bytes to pages: the only room that knows file formats."""
