//! From a blueprint to Terraform, an on-premises kit and a runbook. Pure: returns files.
