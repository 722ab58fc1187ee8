//! Handwritten statements that are run so often that Postgres should parse and plan them only once.

use std::marker::PhantomData;

use diesel::{
    AppearsOnTable, Expression, PgConnection, QueryResult, RunQueryDsl, SelectableExpression,
    expression::{TypedExpressionType, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{HasSqlType, Untyped},
};

/// A statement with the parameters `$1`, `$2` …. Unlike with [`diesel::sql_query`], each connection prepares it only once. Comment lines
/// are removed.
pub fn prepared(sql: &'static str) -> Prepared {
    Prepared { sql, values: Vec::new() }
}

/// A statement created by [`prepared`].
pub struct Prepared {
    sql: &'static str,
    values: Vec<Box<dyn QueryFragment<Pg> + Send>>,
}

impl Prepared {
    /// Binds the value of the next parameter.
    pub fn bind<ST, V>(mut self, value: V) -> Self
    where
        Pg: HasSqlType<ST>,
        ST: Send + 'static,
        V: ToSql<ST, Pg> + Send + 'static,
    {
        self.values.push(Box::new(Bound::<ST, V> { value, of: PhantomData }));
        self
    }
}

impl QueryFragment<Pg> for Prepared {
    /// Numbers the parameters by position, as Diesel does: one that occurs twice is sent twice.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for line in self.sql.lines().filter(|line| !line.trim_start().starts_with("--")) {
            let mut parts = line.split('$');
            out.push_sql(parts.next().unwrap_or_default());
            for part in parts {
                let (number, rest) = part.split_at(part.bytes().take_while(u8::is_ascii_digit).count());
                let value =
                    number.parse().ok().and_then(|number: usize| self.values.get(number.checked_sub(1)?));
                let missing =
                    || diesel::result::Error::QueryBuilderError(format!("${number} has no value").into());
                value.ok_or_else(missing)?.walk_ast(out.reborrow())?;
                out.push_sql(rest);
            }
            out.push_sql("\n");
        }
        Ok(())
    }
}

impl QueryId for Prepared {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Prepared {
    type SqlType = Untyped;
}

impl RunQueryDsl<PgConnection> for Prepared {}

struct Bound<ST, V> {
    value: V,
    of: PhantomData<ST>,
}

impl<ST, V> QueryFragment<Pg> for Bound<ST, V>
where
    Pg: HasSqlType<ST>,
    V: ToSql<ST, Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param(&self.value)
    }
}

/// A handwritten part of a Diesel query, with parameters as in [`prepared`]. With [`diesel::dsl::sql`], each connection would prepare the
/// whole statement again each time.
pub fn fixed<ST>(sql: &'static str) -> Fixed<ST> {
    Fixed { text: prepared(sql), of: PhantomData }
}

/// An SQL fragment created by [`fixed`].
pub struct Fixed<ST> {
    text: Prepared,
    of: PhantomData<ST>,
}

impl<ST> Fixed<ST> {
    /// Binds the value of the next parameter.
    pub fn bind<BT, V>(self, value: V) -> Self
    where
        Pg: HasSqlType<BT>,
        BT: Send + 'static,
        V: ToSql<BT, Pg> + Send + 'static,
    {
        Self { text: self.text.bind::<BT, V>(value), of: PhantomData }
    }
}

impl<ST> QueryFragment<Pg> for Fixed<ST> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.text.walk_ast(out)
    }
}

impl<ST> QueryId for Fixed<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST: TypedExpressionType> Expression for Fixed<ST> {
    type SqlType = ST;
}

impl<ST, QS> AppearsOnTable<QS> for Fixed<ST> where Self: Expression {}

impl<ST, QS> SelectableExpression<QS> for Fixed<ST> where Self: AppearsOnTable<QS> {}

impl<ST, Grouped> ValidGrouping<Grouped> for Fixed<ST> {
    type IsAggregate = is_aggregate::Never;
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::{BigInt, Bool, Text};

    use super::*;

    #[test]
    fn parameters_are_numbered_by_position() {
        let asked = prepared("-- $9: a remark\nselect 1 where $2 = 'a' or $1 < 3\n  and $2 > ''");
        let asked = asked.bind::<BigInt, _>(7_i64).bind::<Text, _>("b");
        let shown = diesel::debug_query::<Pg, _>(&asked).to_string();
        assert!(shown.starts_with("select 1 where $1 = 'a' or $2 < 3\n  and $3 > ''\n"), "{shown}");
        assert!(shown.ends_with("binds: [\"b\", 7, \"b\"]"), "{shown}");
    }

    #[test]
    fn prepared_statements_are_cached_and_those_of_sql_query_are_not() {
        assert!(prepared("select 1").is_safe_to_cache_prepared(&Pg).unwrap());
        assert!(!diesel::sql_query("select 1").is_safe_to_cache_prepared(&Pg).unwrap());
    }

    #[test]
    fn a_query_with_a_fixed_fragment_is_cached() {
        use diesel::prelude::*;

        use crate::schema::clients;

        fn is_kept(query: &impl QueryFragment<Pg>) -> bool {
            query.is_safe_to_cache_prepared(&Pg).unwrap()
        }
        let kept = fixed::<Bool>("clients.name = $1").bind::<Text, _>("Birch");
        assert!(is_kept(&clients::table.filter(kept).select(clients::id)));
        let anew = diesel::dsl::sql::<Bool>("clients.name = ''");
        assert!(!is_kept(&clients::table.filter(anew).select(clients::id)));
    }
}
