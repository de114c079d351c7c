//! A blueprint realised on this machine, its faults, probes and drills.
