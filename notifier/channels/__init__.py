"""Readers that are no mailbox: webhooks and the rooms of chat services."""
