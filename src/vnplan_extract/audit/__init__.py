"""Cross-checks of a Plan, as a careful auditor would make them, and repairs that arithmetic proves."""
