"""Tables to pictures. A picture never says more than its table."""
