//! Objectives, measurements, verdicts and how far each can be trusted. Pure.
