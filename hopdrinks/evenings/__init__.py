"""The evenings: their life from the plan to the day after, and what is told of them."""
