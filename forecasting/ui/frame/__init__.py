"""What stands on every page: head, navigation, saved scenarios, language."""
