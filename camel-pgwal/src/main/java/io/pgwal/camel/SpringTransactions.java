package io.pgwal.camel;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Spring binds a transaction's connection to the thread, not to the data source: whoever asks the data source itself gets
 * another one. Used only where Spring
 * is.
 */
final class SpringTransactions {

    private SpringTransactions() {}

    /** One that gives the connection of the thread's transaction, when there is one. */
    static DataSource joining(DataSource source) {
        return source instanceof TransactionAwareDataSourceProxy ? source : new TransactionAwareDataSourceProxy(source);
    }

    static boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive();
    }
}
