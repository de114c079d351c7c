//! AWS's regions.

/// Regions that AWS had at the end of 2025 (AWS General Reference, "Regions and zones"). New ones open, so an unknown one is doubtful and
/// not wrong.
const KNOWN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// Whether AWS had the region at the end of 2025.
pub(crate) fn is_known(region: &str) -> bool {
    KNOWN.binary_search(&region).is_ok()
}

/// The known region that was most likely meant.
pub(crate) fn nearest(region: &str) -> Option<&'static str> {
    crate::nearest(region, KNOWN.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_region_is_found_and_has_the_form_of_one() {
        for region in KNOWN {
            assert!(is_known(region), "{region} is out of order");
            assert!(crate::names::AwsRegion::new(*region).is_ok(), "{region}");
        }
        assert!(!is_known("eu-centrall-1"));
        assert_eq!(nearest("eu-centrall-1"), Some("eu-central-1"));
    }
}
