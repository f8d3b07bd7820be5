package io.pgwal.examples.exactlyoncejdbc;

import org.apache.camel.builder.RouteBuilder;

/** The event and the position that says it is here are committed together, or not at all. */
final class ExactlyOnceRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("pgwal:pgwal_payments?publication=pgwal_payments&kinds=insert")
                .transacted()
                .to("sql:UPDATE position SET event_id = :#${header.CamelPgWalEventId}"
                        + " WHERE event_id < :#${header.CamelPgWalEventId}?dataSource=#database")
                .choice()
                .when(header("CamelSqlUpdateCount").isEqualTo(1))
                .to("sql:INSERT INTO payments VALUES (:#id, :#account, :#amount)?dataSource=#database")
                .otherwise() // it is here already
                .to("sql:UPDATE position SET came_again = came_again + 1?dataSource=#database")
                .filter(header("CamelSqlUpdateCount").isNotEqualTo(1)) // or nothing would ever be new
                .throwException(new IllegalStateException("The table position has no row"));
    }
}
