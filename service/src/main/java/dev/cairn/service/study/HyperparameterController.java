package dev.cairn.service.study;

import dev.cairn.api.Page;
import dev.cairn.api.task.TaskCatalogue;
import dev.cairn.service.access.Open;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells what a study can search. */
@RestController
@RequestMapping("/api/v1")
class HyperparameterController {
    @GetMapping("/hyperparameters")
    @Open
    Page<TaskCatalogue> catalogue(@RequestParam(required = false) @Nullable String task) {
        return new Page<>(task == null ? TaskCatalogue.ALL : List.of(TaskCatalogue.of(task)), null);
    }
}
