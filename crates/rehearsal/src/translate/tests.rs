//! The translation of small blueprints, part by part.
