package shop.platform.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says it without a stack trace, which would only hide the names. */
final class MissingSettingsFailureAnalyzer extends AbstractFailureAnalyzer<MissingSettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, MissingSettingsException missing) {
        return new FailureAnalysis(
                String.valueOf(missing.getMessage()),
                "Set " + missing.names()
                        + " in the environment, or start with the profile 'local' on your own machine.",
                missing);
    }
}
