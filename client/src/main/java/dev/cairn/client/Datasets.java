package dev.cairn.client;

import dev.cairn.api.Page;
import dev.cairn.api.dataset.DatasetView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** {@code /datasets}: tables, named by their bytes. An address is {@code sha256:…}. */
public final class Datasets {
    private static final TypeReference<Page<DatasetView>> DATASETS = new TypeReference<>() {};

    private final Exchange exchange;

    Datasets(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Stores a table; the same bytes again answer with what is there. */
    public DatasetView upload(String name, Path csv) {
        String path = "/datasets" + Addresses.query("name", name);
        return exchange.value(exchange.post(path, csv, "text/csv"), DatasetView.class);
    }

    public Page<DatasetView> page(@Nullable String cursor) {
        return exchange.value(exchange.get("/datasets" + Addresses.query("cursor", cursor)), DATASETS);
    }

    /** Every page of {@link #page}, each fetched when it is needed. */
    public Stream<DatasetView> stream() {
        return Pages.stream(this::page);
    }

    public DatasetView get(String address) {
        return exchange.value(exchange.get("/datasets/" + Addresses.hex(address)), DatasetView.class);
    }

    /**
     * Writes the table's bytes, as they were uploaded; the stream stays open.
     *
     * @throws IOException if the stream cannot be written to; never because of the service
     */
    public void content(String address, OutputStream to) throws IOException {
        exchange.download("/datasets/" + Addresses.hex(address) + "/content", to);
    }
}
