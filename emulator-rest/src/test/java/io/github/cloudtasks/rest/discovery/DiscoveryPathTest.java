package io.github.cloudtasks.rest.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.rest.routing.PathTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("documented")
final class DiscoveryPathTest {
    @ParameterizedTest
    @CsvSource({
        "GET,    /v1/{parent=shelves/*}/books,     ListBooks,      shelves.books.list,   v1/{+parent}/books",
        "POST,   /v1/{parent=shelves/*}/books,     CreateBook,     shelves.books.create, v1/{+parent}/books",
        "GET,    /v1/{name=shelves/*/books/*},     GetBook,        shelves.books.get,    v1/{+name}",
        "PATCH,  /v1/{book.name=shelves/*/books/*},UpdateBook,     shelves.books.patch,  v1/{+name}",
        "DELETE, /v1/{name=shelves/*/books/*},     DeleteBook,     shelves.books.delete, v1/{+name}",
        "POST,   /v1/{parent=shelves/*}/books:sort,SortBooks,      shelves.books.sort,   v1/{+parent}/books:sort",
        "GET,    /v1/{name=shelves/*/cmekConfig},  GetCmekConfig,  shelves.getCmekConfig,v1/{+name}",
        "PATCH,  /v1/{name=shelves/*/cmekConfig},  UpdateCmekConfig,shelves.updateCmekConfig,v1/{+name}",
        "POST,   /api/queue/update,                UploadQueueYaml,api.queue.update,     api/queue/update",
        "POST,   /v1/{q=shelves/*}/books/{book_id}:lend,LendBook,  shelves.books.lend,   v1/{+q}/books/{bookId}:lend",
    })
    void path_determines_method_name(String httpMethod, String template, String rpc, String id, String path) {
        DiscoveryPath described = DiscoveryPath.of(PathTemplate.parse(template), httpMethod, rpc, "v1");
        assertThat(described.id()).isEqualTo("cloudtasks." + id);
        assertThat(described.path()).isEqualTo(path);
    }
}
