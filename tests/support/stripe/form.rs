//! Forms with brackets: `line_items[0][price_data][currency]=eur`.

use serde_json::{Map, Value};

/// A form or a query as a tree of texts; what is wrong with it otherwise.
pub fn decode(text: &str) -> Result<Value, String> {
    let mut tree = Map::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        put(&mut tree, &segments(&name)?, value.into_owned())
            .map_err(|()| format!("{name} is sent twice, or as two things"))?;
    }
    Ok(listed(Value::Object(tree)))
}

/// `a[b][0]` is `a`, `b`, `0`.
fn segments(name: &str) -> Result<Vec<String>, String> {
    let (first, rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    let fault = || format!("{name:?} is no name of a parameter");
    let mut all = vec![first.to_owned()];
    let mut left = rest;
    while !left.is_empty() {
        let inner = left.strip_prefix('[').ok_or_else(fault)?;
        let end = inner.find(']').ok_or_else(fault)?;
        all.push(inner[..end].to_owned());
        left = &inner[end + 1..];
    }
    if first.is_empty() { Err(fault()) } else { Ok(all) }
}

fn put(tree: &mut Map<String, Value>, path: &[String], value: String) -> Result<(), ()> {
    let (name, rest) = path.split_first().ok_or(())?;
    // `types[]=a&types[]=b`: each is the next.
    let name = if name.is_empty() { tree.len().to_string() } else { name.clone() };
    if rest.is_empty() {
        return if tree.insert(name, value.into()).is_none() { Ok(()) } else { Err(()) };
    }
    let below = tree.entry(name).or_insert_with(|| Map::new().into());
    put(below.as_object_mut().ok_or(())?, rest, value)
}

/// What is numbered is a list.
fn listed(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let members: Vec<_> = members.into_iter().map(|(name, value)| (name, listed(value))).collect();
    let number = |name: &str| name.parse::<usize>().ok();
    if members.is_empty() || !members.iter().all(|(name, _)| number(name).is_some()) {
        return members.into_iter().collect();
    }
    let mut members = members;
    members.sort_by_key(|(name, _)| number(name));
    members.into_iter().map(|(_, value)| value).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_are_a_tree() {
        let decoded = decode(
            "mode=payment&line_items[0][quantity]=1&line_items%5B0%5D%5Bname%5D=A+%26+B&types[]=x&types[]=y",
        )
        .unwrap();
        assert_eq!(
            decoded,
            json!({"mode": "payment", "line_items": [{"quantity": "1", "name": "A & B"}], "types": ["x", "y"]})
        );
        assert_eq!(decode("").unwrap(), json!({}));
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        for text in ["a[b=1", "[a]=1", "a[b]c=1", "a=1&a=2", "a=1&a[b]=2"] {
            assert!(decode(text).is_err(), "{text}");
        }
    }
}
