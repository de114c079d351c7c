//! How much memory everything in a rehearsal uses.

use std::fs;

/// The proportional share (PSS) of all processes in this PID namespace, in KiB. Processes that end meanwhile do not count.
///
/// Source: `Documentation/filesystems/proc.rst` of the kernel, `smaps_rollup`.
pub fn used_kib() -> u64 {
    let Ok(processes) = fs::read_dir("/proc") else { return 0 };
    let numbered =
        processes.flatten().filter(|p| p.file_name().to_string_lossy().parse::<u32>().is_ok());
    numbered
        .filter_map(|p| fs::read_to_string(p.path().join("smaps_rollup")).ok())
        .filter_map(|text| pss(&text))
        .sum()
}

fn pss(rollup: &str) -> Option<u64> {
    let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_read_and_nothing_else() {
        let text = "5600-7fff ---p 00000000 00:00 0 [rollup]\nRss:  2048 kB\nPss:  1024 kB\nPss_Dirty:  3 kB\n";
        assert_eq!(pss(text), Some(1024));
        assert_eq!(pss("Rss: 1 kB\n"), None);
    }

    #[test]
    fn this_process_uses_memory() {
        assert!(used_kib() > 0);
    }
}
