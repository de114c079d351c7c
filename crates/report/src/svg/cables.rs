//! Lines between boxes: straight where both ends are level, otherwise with one turn each in a channel of its own.

use super::scene::Scene;

/// Room between the turns of two lines.
const STEP: i32 = 9;

/// One line through a channel: the heights of its ends.
pub(super) type Ends = (i32, i32);

/// The width that a channel needs for these lines.
pub(super) fn channel_width(lines: &[Ends], least: i32) -> i32 {
    let bent = lines.iter().filter(|(from, to)| from != to).count();
    least.max(2 * STEP + i32::try_from(bent).unwrap_or(0) * STEP)
}

/// The points of each line through a channel that begins at `x` and is `width` wide.
///
/// Of lines that go down the lowest turns first, of lines that go up the highest, so that they cross as little as can be.
pub(super) fn routes(lines: &[Ends], x: i32, width: i32) -> Vec<Vec<(i32, i32)>> {
    let mut order: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].0 != lines[*i].1).collect();
    order.sort_by_key(|i| {
        let (from, to) = lines[*i];
        if to > from { (0, -from) } else { (1, from) }
    });
    let mut routes: Vec<Vec<(i32, i32)>> =
        lines.iter().map(|(from, to)| vec![(x, *from), (x + width, *to)]).collect();
    for (turn, line) in order.into_iter().enumerate() {
        let (from, to) = lines[line];
        let at = x + STEP + i32::try_from(turn).unwrap_or(0) * STEP;
        routes[line] = vec![(x, from), (at, from), (at, to), (x + width, to)];
    }
    routes
}

/// A cross on a line that a fault has cut.
pub(super) fn cross(scene: &mut Scene, x: i32, y: i32) {
    scene.path(vec![(x - 6, y - 6), (x + 6, y + 6)], "cross");
    scene.path(vec![(x - 6, y + 6), (x + 6, y - 6)], "cross");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn level_lines_are_straight() {
        assert_eq!(routes(&[(5, 5)], 0, 40), [vec![(0, 5), (40, 5)]]);
    }

    proptest! {
        #[test]
        fn each_line_turns_alone_and_within_its_channel(
            lines in prop::collection::vec((0_i32..500, 0_i32..500), 1..40)
        ) {
            let width = channel_width(&lines, 30);
            let routes = routes(&lines, 100, width);
            let turns: Vec<i32> = routes.iter().filter(|r| r.len() == 4).map(|r| r[1].0).collect();
            let mut once = turns.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), turns.len());
            prop_assert!(turns.iter().all(|x| (100..100 + width).contains(x)));
        }
    }
}
