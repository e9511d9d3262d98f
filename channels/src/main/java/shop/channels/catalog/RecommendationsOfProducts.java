package shop.channels.catalog;

import graphql.GraphQLContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.dataloader.BatchLoaderEnvironment;
import org.dataloader.DataLoader;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import shop.channels.schema.Arguments;
import shop.channels.schema.Backends;
import shop.channels.schema.Backends.Backend;
import shop.channels.schema.CallerContext;
import shop.sdk.Catalog;
import shop.sdk.Catalog.Recommendation;
import shop.sdk.ShopClient;

/** What goes with each of many products: one question for all, the longest list that any of them is to have. */
@Controller
class RecommendationsOfProducts {

    private static final String LOADER = "recommendations";

    private static final int MOST = 10;

    private final Backends backends;

    record Wanted(UUID product, int size) {}

    RecommendationsOfProducts(
            Backends backends, BatchLoaderRegistry loaders, @Qualifier("fieldExecutor") ExecutorService fieldExecutor) {
        this.backends = backends;
        var scheduler = Schedulers.fromExecutorService(fieldExecutor);
        loaders.<Wanted, List<Recommendation>>forName(LOADER)
                .registerMappedBatchLoader((wanted, environment) ->
                        Mono.fromCallable(() -> load(wanted, environment)).subscribeOn(scheduler));
    }

    @SchemaMapping(typeName = "Product", field = "recommendations")
    CompletableFuture<List<Recommendation>> ofProduct(
            Catalog.Product product, @Argument int first, DataLoader<Wanted, List<Recommendation>> recommendations) {
        return recommendations.load(new Wanted(product.id(), Arguments.first(first, MOST)));
    }

    private Map<Wanted, List<Recommendation>> load(Set<Wanted> wanted, BatchLoaderEnvironment environment) {
        var context = Objects.requireNonNull(environment.<GraphQLContext>getContext());
        var shop = Objects.requireNonNull(context.<ShopClient>get(CallerContext.SHOP));
        var size = wanted.stream().mapToInt(Wanted::size).max().orElse(1);
        var found = new HashMap<UUID, List<Recommendation>>();
        for (var ids : CatalogFields.parts(wanted, Wanted::product)) {
            found.putAll(backends.ask(Backend.PRODUCTS, () -> shop.catalog().recommendations(ids, size)));
        }
        var lists = new HashMap<Wanted, List<Recommendation>>();
        for (var one : wanted) {
            lists.put(
                    one,
                    found.getOrDefault(one.product(), List.of()).stream()
                            .limit(one.size())
                            .toList());
        }
        return lists;
    }
}
