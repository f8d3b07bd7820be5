package io.pgwal.replication.preflight;

/** What a provider does differently. */
final class ProviderChecks {

    private ProviderChecks() {}

    static void provider(Examination on) {
        on.facts
                .provider()
                .ifPresent(
                        provider -> on.ok(provider.title() + ". From its documentation, not tried: " + provider.note()
                                + ". Where ALTER SYSTEM is proposed, it is a setting in the provider's own console"));
    }
}
