"""Pages to lines, blocks and tables: geometry only."""
