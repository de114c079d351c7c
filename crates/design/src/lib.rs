//! From an estate to a blueprint, with the reason of every decision.
