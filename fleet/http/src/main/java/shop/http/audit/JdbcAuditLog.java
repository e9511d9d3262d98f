package shop.http.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import shop.platform.audit.AuditLog;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Audit entries in PostgreSQL, written in the transaction of the act. */
final class JdbcAuditLog implements AuditLog, AuditEntries {

    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final String service;
    private final Clock clock;

    JdbcAuditLog(JdbcClient jdbc, String service, Clock clock) {
        this.jdbc = jdbc;
        this.service = service;
        this.clock = clock;
    }

    @Override
    public void record(String action, String objectType, String objectId, Map<String, String> details) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("no transaction is open to record " + action + " in");
        }
        AuditEntry.now(clock.instant(), service, action, objectType, objectId, details, AuditEntry.Outcome.DONE)
                .ifPresent(this::insert);
    }

    private void insert(AuditEntry entry) {
        jdbc.sql("""
                        INSERT INTO audit_entry (id, at, actor, action, object_type, object_id, details, request_id)
                        VALUES (:id, :at, :actor, :action, :objectType, :objectId, cast(:details AS jsonb), :requestId)""")
                .param("id", entry.id())
                .param("at", Timestamp.from(entry.at()))
                .param("actor", entry.actor())
                .param("action", entry.action())
                .param("objectType", entry.objectType())
                .param("objectId", entry.objectId())
                .param("details", JsonMapper.shared().writeValueAsString(entry.details()))
                .param("requestId", entry.requestId())
                .update();
    }

    @Override
    public List<AuditEntry> find(AuditQuery query) {
        var conditions = new ArrayList<String>();
        var values = new LinkedHashMap<String, Object>();
        addIfPresent(query.actor(), "actor = :actor", "actor", conditions, values);
        addIfPresent(query.objectType(), "object_type = :objectType", "objectType", conditions, values);
        addIfPresent(query.objectId(), "object_id = :objectId", "objectId", conditions, values);
        addIfPresent(timestamp(query.from()), "at >= :from", "from", conditions, values);
        addIfPresent(timestamp(query.to()), "at < :to", "to", conditions, values);
        addIfPresent(query.before(), "id < :before", "before", conditions, values);
        return jdbc.sql("SELECT id, at, actor, action, object_type, object_id, details, request_id FROM audit_entry"
                        + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                        + " ORDER BY id DESC LIMIT :size")
                .params(values)
                .param("size", query.size())
                .query(this::entry)
                .list();
    }

    private static void addIfPresent(
            @Nullable Object value,
            String condition,
            String name,
            List<String> conditions,
            Map<String, Object> values) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }

    private AuditEntry entry(ResultSet row, int number) throws SQLException {
        return new AuditEntry(
                row.getObject("id", UUID.class),
                Objects.requireNonNull(row.getTimestamp("at")).toInstant(),
                service,
                row.getObject("actor", UUID.class),
                row.getString("action"),
                row.getString("object_type"),
                row.getString("object_id"),
                JsonMapper.shared().readValue(row.getString("details"), DETAILS),
                AuditEntry.Outcome.DONE,
                row.getString("request_id"));
    }

    @Override
    public long deleteBefore(Instant limit, int atMost) {
        return jdbc.sql("""
                        DELETE FROM audit_entry WHERE id IN (
                          SELECT id FROM audit_entry WHERE at < :limit ORDER BY at LIMIT :atMost FOR UPDATE SKIP LOCKED)""")
                .param("limit", Timestamp.from(limit))
                .param("atMost", atMost)
                .update();
    }
}
