//! "Did you mean …?"

/// The candidate that `text` was most likely meant to be, if any is near enough.
///
/// Cost: one edit distance for each candidate of a similar length.
pub fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A long wrong text is not near to anything, and would be slow to compare.
    if text.is_empty() || text.len() > 128 {
        return None;
    }
    let text = text.to_lowercase().replace('_', "-");
    let allowed = (text.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(text.len()) <= allowed)
        .map(|candidate| (strsim::osa_distance(&candidate.replace('_', "-"), &text), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_of_the_hand_are_recognised() {
        let keys = ["network", "zones", "public_addresses", "hypervisor"];
        assert_eq!(nearest("netwrok", keys), Some("network"));
        assert_eq!(nearest("Zones", keys), Some("zones"));
        assert_eq!(nearest("public-addresses", keys), Some("public_addresses"));
        assert_eq!(nearest("zone", keys), Some("zones"));
    }

    #[test]
    fn what_is_far_from_everything_gets_no_suggestion() {
        assert_eq!(nearest("colour", ["network", "zones"]), None);
        assert_eq!(nearest("", ["a"]), None);
        assert_eq!(nearest(&"x".repeat(1_000), ["network"]), None);
    }
}
