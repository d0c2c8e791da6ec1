"""What the bench `bills` is made of: invented deliveries, the same bills by hand, what a step takes."""
