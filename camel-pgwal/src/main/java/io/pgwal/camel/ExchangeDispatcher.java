package io.pgwal.camel;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.Change;
import io.pgwal.replication.ChangeListener;
import io.pgwal.replication.Delivery;
import io.pgwal.replication.ReplicationFailure;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Changes to lanes: the session's thread puts each into the lane, or lanes, that keep it in order with what it must not
 * overtake. All callbacks come from that one thread.
 */
final class ExchangeDispatcher implements ChangeListener {

    private final LaneControl control;
    private final List<Lane> lanes;
    private final LaneRouter router;
    private final int transactionSize;
    private final boolean measured;
    private final Consumer<ReplicationFailure> onFailure;
    private final Consumer<ReplicationFailure> onEnd;
    private final Consumer<Lsn> onSlotCreated;
    private final BitSet route = new BitSet();

    private List<Change> gathered = new ArrayList<>();
    private List<Delivery> gatheredDeliveries = new ArrayList<>();

    /**
     * @param transactionSize how many changes of a transaction go into one parcel at most; 1: each is a parcel
     * @param measured        by somebody who wants to know how changes arrive
     * @param onFailure       of the session, which goes on
     * @param onEnd           of the session, which has ended
     * @param onSlotCreated   takes the position of a slot that was missing and has been created
     */
    ExchangeDispatcher(
            LaneControl control,
            List<Lane> lanes,
            LaneRouter router,
            int transactionSize,
            boolean measured,
            Consumer<ReplicationFailure> onFailure,
            Consumer<ReplicationFailure> onEnd,
            Consumer<Lsn> onSlotCreated) {
        this.control = control;
        this.lanes = List.copyOf(lanes);
        this.router = router;
        this.transactionSize = transactionSize;
        this.measured = measured;
        this.onFailure = onFailure;
        this.onEnd = onEnd;
        this.onSlotCreated = onSlotCreated;
    }

    @Override
    public void onChange(Change change, Delivery delivery) {
        if (lanes.size() > 1) {
            router.route(change, route);
        }
        if (transactionSize == 1) {
            send(new Parcel(List.of(change), List.of(delivery), control.epoch()));
            return;
        }
        gathered.add(change);
        gatheredDeliveries.add(delivery);
        if (change.isLast() || gathered.size() >= transactionSize) {
            sendGathered();
        }
    }

    @Override
    public void onChangesEnd() {
        for (Lane lane : lanes) {
            lane.flush();
        }
    }

    /**
     * When all that the session may hand over is a part of one transaction, that part goes ahead. Not held back by
     * exchanges that wait for their acknowledgement: the user may be waiting for more.
     */
    @Override
    public void onFull() {
        if (!gathered.isEmpty() && control.isRouteEmpty() && lanes.stream().allMatch(Lane::isIdle)) {
            sendGathered();
            onChangesEnd();
        }
    }

    @Override
    public void onDisconnect() {
        control.nextEpoch(); // what is queued or being tried again comes by the next connection
        lanes.forEach(Lane::clear);
        gathered = new ArrayList<>();
        gatheredDeliveries = new ArrayList<>();
        route.clear();
    }

    @Override
    public boolean wantsArrivals() {
        return measured;
    }

    @Override
    public void onSlotCreated(Lsn start) {
        onSlotCreated.accept(start);
    }

    @Override
    public void onFailure(ReplicationFailure failure) {
        onFailure.accept(failure);
    }

    @Override
    public void onEnd(ReplicationFailure failure) {
        onEnd.accept(failure);
    }

    void suspend() {
        control.setSuspended(true);
    }

    void resume() {
        control.setSuspended(false);
        lanes.forEach(Lane::wake);
    }

    /** Starts no exchange any more and waits for those that are in the route. @return whether all have completed */
    boolean drain(long millis) {
        control.stopStarting();
        lanes.forEach(Lane::wake);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (control.inRoute() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(5));
        }
        return control.inRoute() == 0;
    }

    private void sendGathered() {
        Parcel parcel = new Parcel(gathered, gatheredDeliveries, control.epoch());
        gathered = new ArrayList<>();
        gatheredDeliveries = new ArrayList<>();
        send(parcel);
    }

    private void send(Parcel parcel) {
        if (lanes.size() == 1) {
            lanes.get(0).add(parcel);
            return;
        }
        int lane = route.nextSetBit(0);
        if (route.nextSetBit(lane + 1) < 0) {
            lanes.get(lane).add(parcel);
        } else {
            Joint joint = new Joint(parcel, route.cardinality());
            route.stream().forEach(each -> lanes.get(each).add(joint));
        }
        route.clear();
    }
}
