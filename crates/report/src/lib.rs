//! What people read: terminal tables, the topology picture, the HTML report.
