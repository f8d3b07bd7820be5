package io.pgwal.camel;

/** Told by one lane what it takes through the route: once for each try of an exchange. */
interface LaneMeter {

    /** Nobody wants to know. */
    LaneMeter NONE = parcel -> null;

    /** An exchange that is timed. */
    interface Timing {
        /** It has completed. Any thread. */
        void succeeded();
    }

    /** An exchange is about to be created. The lane's thread. @return null when this one is not timed */
    Timing starts(Parcel parcel);
}
