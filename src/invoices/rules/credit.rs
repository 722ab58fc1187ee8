//! How an amount is drawn from the payments that make up a client's credit.

/// Draws an amount from payments with an unallocated rest, in order, and returns how much is taken from each. If the rests do not
/// suffice, everything is taken. All amounts are in the minor unit of one currency, zero or more.
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
    fn the_oldest_payment_is_used_first() {
        assert_eq!(drawn(70, &[50, 30, 10]), [50, 20, 0]);
        assert_eq!(drawn(0, &[50]), [0]);
        assert_eq!(drawn(70, &[]), [] as [i64; 0]);
    }

    proptest! {
        #[test]
        fn the_requested_amount_is_drawn_or_everything_if_less(
            amount in 0..2_000_000_i64,
            left in prop::collection::vec(0..1_000_000_i64, 0..12),
        ) {
            let parts = drawn(amount, &left);
            prop_assert_eq!(parts.iter().sum::<i64>(), amount.min(left.iter().sum()));
            prop_assert!(parts.iter().zip(&left).all(|(part, left)| (0..=*left).contains(part)));
            // No payment is used while an older one has something left.
            if let Some(last) = parts.iter().rposition(|part| *part > 0) {
                prop_assert_eq!(&parts[..last], &left[..last]);
            }
        }
    }
}
