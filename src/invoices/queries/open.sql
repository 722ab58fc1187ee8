-- How the money stands in each currency. $1: today in the studio's zone. Row-level security narrows it to who asks.
with owed as (
    select currency, sum(total_minor - paid_minor) as outstanding,
        coalesce(sum(total_minor - paid_minor) filter (where due_on < $1), 0) as overdue
    from invoices where status = 'sent' and paid_minor < total_minor group by currency
), came as (
    select currency, sum(amount_minor) as received
    from payments where received_on >= date_trunc('month', $1::date) group by currency
)
select coalesce(owed.currency, came.currency) as currency, coalesce(received, 0)::bigint as received,
    coalesce(outstanding, 0)::bigint as outstanding, coalesce(overdue, 0)::bigint as overdue
from owed full join came using (currency)
order by 3 desc, 1
