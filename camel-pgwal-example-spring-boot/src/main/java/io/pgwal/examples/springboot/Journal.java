package io.pgwal.examples.springboot;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** Where the route takes what it reads. */
@Component("journal")
public class Journal {

    private final BlockingQueue<String> entries = new LinkedBlockingQueue<>();

    public void write(@Body String entry) {
        entries.add(entry);
    }

    /** @return null when nothing comes for so long */
    String next(Duration longest) throws InterruptedException {
        return entries.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
    }
}
