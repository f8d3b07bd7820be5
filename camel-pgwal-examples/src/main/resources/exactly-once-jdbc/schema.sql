-- Where payments are made.
CREATE SCHEMA pgwal_payments;

CREATE TABLE pgwal_payments.payments (id int PRIMARY KEY, account int NOT NULL, amount int NOT NULL);

CREATE PUBLICATION pgwal_payments FOR TABLE pgwal_payments.payments;

-- Where they are to arrive, each once. Another schema here, and reached by a connection of its own: any database that JDBC
-- reaches will do. No key guards the table, so what comes twice is in it twice.
CREATE SCHEMA pgwal_bank;

CREATE TABLE pgwal_bank.payments (id int NOT NULL, account int NOT NULL, amount int NOT NULL);

-- One row: the event that was taken last. Event ids sort as text, byte by byte. came_again is only for this demo to count.
CREATE TABLE pgwal_bank.position (event_id text COLLATE "C" NOT NULL, came_again int NOT NULL);

INSERT INTO pgwal_bank.position VALUES ('', 0);
