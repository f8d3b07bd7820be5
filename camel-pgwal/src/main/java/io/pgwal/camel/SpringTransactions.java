package io.pgwal.camel;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Spring binds a transaction's connection to the thread, not to the data source: whoever asks the data source itself gets
 * another one. Used only where Spring is.
 */
final class SpringTransactions {

    private SpringTransactions() {}

    /**
     * The thread's connection, when Spring has bound one to it; else the pool as it is. Not a proxy then: in a transaction
     * of something else it would keep the connection until the end of that, and have it rolled back there.
     */
    static DataSource source(DataSource given) {
        DataSource pool = given instanceof TransactionAwareDataSourceProxy proxy ? proxy.getTargetDataSource() : given;
        return pool != null && TransactionSynchronizationManager.hasResource(pool)
                ? new TransactionAwareDataSourceProxy(pool)
                : pool;
    }

    static boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive();
    }
}
