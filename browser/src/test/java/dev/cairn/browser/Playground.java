package dev.cairn.browser;

import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;

/** A service with studies of every kind, to look at the page by hand: prints its address and runs until it is killed. */
final class Playground {
    private Playground() {}

    public static void main(String[] sizes) throws InterruptedException {
        var database = TestPostgres.database();
        TestService service = TestService.start(database, database.url(), "PT1S");
        var seeds = new Seeds(service);
        seeds.running("running");
        seeds.ended("ended", 60);
        seeds.twoObjectives("front", 200);
        var trainings = new Trainings(service.client());
        trainings.run(trainings.lease(trainings.modelled("modelled", 40, 20), 20), 20);
        for (String size : sizes) {
            seeds.many("many-" + size, Integer.parseInt(size));
        }
        System.out.println(service.url() + "/ui/");
        Thread.currentThread().join();
    }
}
