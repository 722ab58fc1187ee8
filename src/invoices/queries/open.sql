-- How the studio's money stands in each currency. $1: today in the studio's zone. The sums of each day are kept by triggers.
with owed as (
    select currency, sum(owed_minor) as outstanding, coalesce(sum(owed_minor) filter (where day < $1), 0) as overdue
    from money_by_day where owed_minor <> 0 group by currency
), came as (
    select currency, sum(received_minor) as received
    from money_by_day where day >= date_trunc('month', $1::date) group by currency
)
select coalesce(owed.currency, came.currency) as currency, coalesce(received, 0)::bigint as received,
    coalesce(outstanding, 0)::bigint as outstanding, coalesce(overdue, 0)::bigint as overdue
from owed full join came using (currency)
where coalesce(received, 0) <> 0 or outstanding <> 0
order by 3 desc, 1
