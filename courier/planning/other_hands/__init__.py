"""Items that signatures gave to another carrier than the plan names: custody follows signatures, the plan is told."""
