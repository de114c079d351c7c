//! How much a file may make the YAML parser do.

use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};

/// An estate is a few levels deep and needs few anchors. What goes beyond is a slip or an attack (an "alias bomb" unfolds a few lines
/// into gigabytes), and is refused before it costs anything.
pub(super) fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            // A file within its size limit may have as many values as fit; aliases are limited on their own.
            max_events: super::MAX_FILE_BYTES * 2,
            max_nodes: super::MAX_FILE_BYTES * 2,
            max_depth: 32,
            flow_nesting_limit: 32,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_recorded_anchor_events: 100_000,
            max_merge_keys: 1_000,
            max_documents: 2,
            max_total_scalar_bytes: super::MAX_FILE_BYTES * 2,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 100_000,
            max_replay_stack_depth: 8,
        },
        // Sections report a name that is written twice themselves, with both places.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Merge,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}
