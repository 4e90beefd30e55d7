// How many frames a second of processor time the Arcade Learning Environment plays with `act`: the frames that benchmarks/Ale/GameSpeed.cs plays, in
// the same rounds. Prints a line for each cartridge: game,act.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <limits>
#include <string>

#include "ale/ale_interface.hpp"

namespace {

constexpr int WarmUpFrames = 20000, RoundFrames = 2000, Rounds = 5, FramesPerAction = 4;

double processorTime() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

struct Actions {
    size_t count;
    uint64_t state = 1;

    size_t next() {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return (state >> 33) % count;
    }
};

// Seconds without those of resets.
double play(ale::ALEInterface& ale, const ale::ActionVect& set, Actions& actions, int frames) {
    const int end = ale.getFrameNumber() + frames;
    double resets = 0;
    const double begin = processorTime();
    while (ale.getFrameNumber() < end) {
        const ale::Action action = set[actions.next()];
        for (int i = 0; i < FramesPerAction && !ale.game_over(); i++) ale.act(action);
        if (!ale.game_over()) continue;
        const double over = processorTime();
        ale.reset_game();
        resets += processorTime() - over;
    }
    return processorTime() - begin - resets;
}

void measure(const std::string& path) {
    ale::ALEInterface ale;
    ale.setInt("random_seed", 0);
    ale.setFloat("repeat_action_probability", 0);
    ale.loadROM(path);
    ale.reset_game();
    const ale::ActionVect set = ale.getMinimalActionSet();
    Actions actions{set.size()};
    play(ale, set, actions, WarmUpFrames);
    const ale::ALEState state = ale.cloneState();
    double fastest = std::numeric_limits<double>::infinity();
    for (int round = 0; round < Rounds; round++) {
        Actions same = actions;
        fastest = std::min(fastest, play(ale, set, same, RoundFrames));
        ale.restoreState(state);
    }
    const std::string file = path.substr(path.find_last_of('/') + 1);
    std::printf("%s,%.0f\n", file.substr(0, file.find_last_of('.')).c_str(), RoundFrames / fastest);
    std::fflush(stdout);
}

}  // namespace

int main(int count, char** paths) {
    ale::Logger::setMode(ale::Logger::Error);
    std::printf("game,act\n");
    for (int i = 1; i < count; i++) measure(paths[i]);
    return 0;
}
