"""What follows from what came back: addresses held, tasks for the coordinator, proposals to review."""
