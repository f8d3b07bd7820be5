SELECT (SELECT count(*) FROM pgwal_payments.payments) AS made,
       (SELECT count(*) FROM pgwal_bank.payments) AS arrived,
       (SELECT count(*) FROM (TABLE pgwal_payments.payments EXCEPT ALL TABLE pgwal_bank.payments) AS x) AS missing,
       (SELECT count(*) FROM (TABLE pgwal_bank.payments EXCEPT ALL TABLE pgwal_payments.payments) AS x) AS too_many,
       (SELECT came_again FROM pgwal_bank.position) AS came_again;
