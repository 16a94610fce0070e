"""Blocks and tables to a Plan: meaning only."""
