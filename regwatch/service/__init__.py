"""The long-lived service: what is due, told from our own tables; each job in a process of its own; the pages beside."""
