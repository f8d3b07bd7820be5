package io.pgwal.examples.springboot;

import org.apache.camel.ProducerTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** An order's row and its message are of one transaction: both are read, or neither. */
@Service
public class Orders {

    private static final String OUTBOX = "pgwal:shop?operation=emitMessage&prefix=order-placed&dataSource=#dataSource";

    private final JdbcTemplate database;
    private final ProducerTemplate camel;

    Orders(JdbcTemplate database, ProducerTemplate camel) {
        this.database = database;
        this.camel = camel;
    }

    /** @throws org.springframework.dao.DataIntegrityViolationException when there is none left; nothing has happened then */
    @Transactional
    public void place(long id, String item) {
        database.update("INSERT INTO orders VALUES (?, ?)", id, item);
        camel.sendBody(OUTBOX, "order " + id + " placed");
        database.update("UPDATE stock SET pieces = pieces - 1 WHERE item = ?", item);
    }
}
