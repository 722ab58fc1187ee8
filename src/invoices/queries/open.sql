-- The studio's money in each currency. $1: today in the studio's zone. Triggers maintain the sums of each day and the credit.
with owed as (
    select currency, sum(owed_minor) as outstanding, coalesce(sum(owed_minor) filter (where day < $1), 0) as overdue
    from money_by_day where owed_minor <> 0 group by currency
), came as (
    select currency, sum(received_minor) as received
    from money_by_day where day >= date_trunc('month', $1::date) group by currency
), left_over as (
    select currency, sum(credit_minor) as credit from client_credit group by currency
)
select currency, coalesce(received, 0)::bigint as received, coalesce(outstanding, 0)::bigint as outstanding,
    coalesce(overdue, 0)::bigint as overdue, coalesce(credit, 0)::bigint as credit
from owed full join came using (currency) full join left_over using (currency)
where coalesce(received, 0) <> 0 or coalesce(outstanding, 0) <> 0 or coalesce(credit, 0) <> 0
order by 3 desc, 1
