//! What of which payment pays an invoice out of credit.

/// Takes an amount out of payments that have some left, the first of them first: how much of each. What there is too little for is not
/// taken. All in the minor unit of one currency, zero or more.
pub fn drawn(amount: i64, left: &[i64]) -> Vec<i64> {
    let mut wanted = amount;
    left.iter()
        .map(|left| {
            let part = wanted.min(*left).max(0);
            wanted -= part;
            part
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_oldest_payment_is_used_up_first() {
        assert_eq!(drawn(70, &[50, 30, 10]), [50, 20, 0]);
        assert_eq!(drawn(0, &[50]), [0]);
        assert_eq!(drawn(70, &[]), [] as [i64; 0]);
    }

    proptest! {
        #[test]
        fn what_is_drawn_is_what_was_asked_for_or_all_there_is(
            amount in 0..2_000_000_i64,
            left in prop::collection::vec(0..1_000_000_i64, 0..12),
        ) {
            let parts = drawn(amount, &left);
            prop_assert_eq!(parts.iter().sum::<i64>(), amount.min(left.iter().sum()));
            prop_assert!(parts.iter().zip(&left).all(|(part, left)| (0..=*left).contains(part)));
            // No payment is touched while an older one has something left.
            if let Some(last) = parts.iter().rposition(|part| *part > 0) {
                prop_assert_eq!(&parts[..last], &left[..last]);
            }
        }
    }
}
